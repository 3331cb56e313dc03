package interp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// ParseFacts reads the facts of an interpreter from JSON: an object of [Facts],
// or what `pyenvkit python find --json` prints, which has one in "facts". What a
// plan can't do without has to be there.
func ParseFacts(document []byte) (Facts, error) {
	var found struct {
		Facts
		Inner *Facts `json:"facts"`
	}
	if err := json.Unmarshal(document, &found); err != nil {
		return Facts{}, fmt.Errorf("not the facts of an interpreter: %w", err)
	}
	f := found.Facts
	if found.Inner != nil {
		f = *found.Inner
	}
	if f.Schema != FactsSchema {
		return Facts{}, fmt.Errorf("not the facts of an interpreter: schema is %d, not %d", f.Schema, FactsSchema)
	}
	for _, field := range []struct{ name, value string }{
		{"executable", f.Executable},
		{"implementation", f.Implementation},
		{"os", f.OS},
		{"platform", f.Platform},
		{"paths.scripts", f.Paths.Scripts},
		{"paths.include", f.Paths.Include},
		{"paths.purelib", f.Paths.Purelib},
		{"paths.platlib", f.Paths.Platlib},
	} {
		if field.value == "" {
			return Facts{}, fmt.Errorf("the facts of an interpreter lack %q", field.name)
		}
	}
	for _, dir := range []string{f.Paths.Scripts, f.Paths.Include, f.Paths.Purelib, f.Paths.Platlib} {
		if !fs.ValidPath(dir) {
			return Facts{}, fmt.Errorf("the facts of an interpreter have %q for a directory in an environment", dir)
		}
	}
	if f.Version.Major < 3 {
		return Facts{}, errors.New("the facts are those of a Python before 3")
	}
	return f, nil
}
