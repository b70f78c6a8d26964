"""What people see in a browser: pages, their parts, and the forms on them."""
