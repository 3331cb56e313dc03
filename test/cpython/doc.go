// Package cpython runs CPython's own tests of venv against this program. It has
// no code for others to use.
package cpython
