"""The room where an issue is looked at, checked, approved and sent."""
