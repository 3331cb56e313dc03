// Package parity compares environments of this program with those of the venv
// modules of the Pythons of the machine. It has no code for others to use.
package parity
