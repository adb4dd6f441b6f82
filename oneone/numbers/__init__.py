"""The figures of a page: what stands where, and what moved since the last written page (design §5)."""
