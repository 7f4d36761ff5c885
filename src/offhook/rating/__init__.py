"""What calls and messages cost: rates that were imported, our estimates, and what carriers say later."""
