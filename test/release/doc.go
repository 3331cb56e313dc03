// Package release tests what a release consists of and how it gets onto a machine:
// .goreleaser.yaml, install.sh and install.ps1. The releases that it installs are its
// own, from a directory and from a server in the test. It has no code for others to
// use; snapshot, beside it, makes a release with goreleaser and looks at it.
package release
