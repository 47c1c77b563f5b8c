"""Tables to rows, by their format: dates and decimals settled first, then the figures taken."""
