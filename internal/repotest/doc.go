// Package repotest holds the rules of the repository as tests: which package
// may import which, what a source file may call, how long it may be, and what
// must not be written anywhere. Each rule is a function from a few values to the
// faults in them, tested with bad input too, and then turned on the repository
// itself. It has no code for others to use.
package repotest
