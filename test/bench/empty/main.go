// Command empty does nothing. What it takes is what any Go program takes to
// start and to end.
package main

func main() {}
