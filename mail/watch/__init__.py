"""Somebody is told when mail does not go as it should, once for each incident, and when all is well again."""
