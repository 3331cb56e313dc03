package program

import _ "embed"

//go:embed bin/launcher-darwin-amd64.gz
var launcher string

const redirector = ""
