// Package use has environments used as their users do: in every shell, on a
// terminal and without one, by the real program. It has no code for others to use.
package use
