"""What has to hold in a feed beyond its schema: pure, no file, no clock."""
