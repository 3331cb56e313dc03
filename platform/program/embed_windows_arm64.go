package program

import _ "embed"

//go:embed bin/launcher-windows-arm64.gz
var launcher string

//go:embed bin/redirector-windows-arm64.gz
var redirector string
