"""How fast mail may go, and when it must not go at all: what several workers know together stands in tables."""
