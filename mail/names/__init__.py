"""What the names of a sender say in DNS, and whether it fits the mail that leaves here."""
