"""What tests stand on: databases, people, the inspection of pages, a live server, a browser."""
