// Package pyenvkit makes Python virtual environments (PEP 405) without the
// venv and ensurepip modules of the Python they are for.
//
// # The pipeline
//
// A [Request] says what the user asked for. Package discover finds the base
// interpreter and asks it for its facts; package seed chooses the pip that its
// own ensurepip would install; plan.Build says, without touching anything,
// what the environment will consist of; package apply puts that in place, all
// or nothing; a [Report] says what was done. [Kit.Create] is that pipeline.
//
//	Request --discover--> Facts --plan.Build--> Plan --apply--> Report
//
// # Vocabulary
//
// An environment is a directory with a pyvenv.cfg. Its base interpreter is the
// Python it is made from; home is the directory of that. Facts are what is
// known of the base. A plan is a list of operations. The seed is pip, put in
// by us. An activator is one shell's activation script. A redirector is
// python.exe of an environment on Windows, a launcher the executable entry point
// of a script.
//
// # Compatibility
//
// The API is young (v0): it may change with every minor version. The program's
// command line, exit codes and JSON documents change only with a note in the
// changelog.
package pyenvkit
