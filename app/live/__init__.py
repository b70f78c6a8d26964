"""What goes on while no request is in flight: who watches, what they are sent, and what happens by itself."""
