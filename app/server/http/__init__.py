"""HTTP connections: limits, heads and bodies of requests, cookies, proxies, and sockets up to their hand-over."""
