"""What is measured. Each function runs in a process of its own, takes a Job and returns a Result."""
