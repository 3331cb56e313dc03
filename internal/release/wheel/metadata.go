package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

const home = "https://github.com/pyenvkit/pyenvkit"

// licences are the files of an archive that say under which terms it is.
var licences = []string{"LICENSE", "NOTICES"}

// classifiers are names that the index knows.
var classifiers = []string{
	"Development Status :: 4 - Beta",
	"Environment :: Console",
	"Intended Audience :: Developers",
	"Intended Audience :: System Administrators",
	"Operating System :: MacOS",
	"Operating System :: Microsoft :: Windows",
	"Operating System :: POSIX :: Linux",
	"Programming Language :: Go",
	"Programming Language :: Python :: 3",
	"Programming Language :: Python :: 3 :: Only",
	"Topic :: Software Development :: Build Tools",
	"Topic :: System :: Installation/Setup",
}

// relative are links of Markdown to other files of the repository.
var relative = regexp.MustCompile(`\]\(([^():#][^():]*)\)`)

// metadata returns the file METADATA ("Core metadata specifications" of
// packaging.python.org), which has the README as its body. Its links lead to the
// tag of the version; a snapshot has none.
//
// Requires-Python is what pyenvkit makes environments for: who has an older Python
// alone has nothing to make one from.
func metadata(version, public string, readme []byte) []byte {
	tree := "v" + version
	if strings.HasSuffix(version, "-snapshot") {
		tree = "main"
	}
	var b bytes.Buffer
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\n", name, value) }
	field("Metadata-Version", "2.4")
	field("Name", "pyenvkit")
	field("Version", public)
	field("Summary", "Makes Python virtual environments: any Python, one static program, all or nothing")
	field("Keywords", "venv,virtualenv,virtual environment")
	field("Author-email", "The pyenvkit authors <pyenvkit@users.noreply.github.com>")
	field("License-Expression", "MIT")
	for _, name := range licences {
		field("License-File", name)
	}
	for _, name := range classifiers {
		field("Classifier", name)
	}
	field("Requires-Python", ">=3.6")
	field("Project-URL", "Source, "+home)
	field("Project-URL", "Documentation, "+home+"/tree/"+tree+"/docs")
	field("Project-URL", "Changelog, "+home+"/blob/"+tree+"/CHANGELOG.md")
	field("Project-URL", "Issues, "+home+"/issues")
	field("Description-Content-Type", "text/markdown; charset=UTF-8; variant=GFM")
	b.WriteByte('\n')
	b.Write(relative.ReplaceAll(readme, []byte("]("+home+"/blob/"+tree+"/$1)")))
	return b.Bytes()
}
