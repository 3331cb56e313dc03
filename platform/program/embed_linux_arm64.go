package program

import _ "embed"

//go:embed bin/launcher-linux-arm64.gz
var launcher string

const redirector = ""
