"""What differs between the engines: how each of them tells what other processes have done."""
