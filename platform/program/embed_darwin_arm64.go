package program

import _ "embed"

//go:embed bin/launcher-darwin-arm64.gz
var launcher string

const redirector = ""
