package program

import _ "embed"

//go:embed bin/launcher-linux-arm.gz
var launcher string

const redirector = ""
