"""What a notice says and how its codes are made: pure."""
