"""What readers hand in: masked before it is stored, taken up or not by a steward."""
