"""The demonstration: sample content, the main job, its summary, and a mailbox to read the mail in."""
