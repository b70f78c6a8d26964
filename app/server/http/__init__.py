"""HTTP connections: their limits, the heads and bodies of requests, cookies, proxies, and sockets up to a hand-over."""
