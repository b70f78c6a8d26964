"""HTTP connections: limits, heads and bodies, cookies, proxies, and sockets up to their hand-over."""
