package program

import _ "embed"

//go:embed bin/launcher-linux-ppc64le.gz
var launcher string

const redirector = ""
