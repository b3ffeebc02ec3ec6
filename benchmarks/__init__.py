"""How quick the product is, beside something that people know. `make bench`, or `python -m benchmarks --help`."""
