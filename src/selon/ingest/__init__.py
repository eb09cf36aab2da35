"""What people have → articles: files, tables, web archives, feeds, addresses."""
