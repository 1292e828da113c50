"""What lists can be asked for: filters, orders and words, the same on every list that has them."""
