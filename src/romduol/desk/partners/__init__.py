"""What an organisation says of itself, once the operator knows that it is that organisation."""
