"""Where rows come from while they are still coming: standard input, files that grow, folders into which exports are dropped, Redis Streams."""
