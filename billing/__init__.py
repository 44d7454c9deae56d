"""Setting the tax, assessment, instalment plans, demands."""
