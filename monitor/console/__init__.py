"""What people read on a terminal: tables, accounts and progress. It asks nothing and decides nothing."""
