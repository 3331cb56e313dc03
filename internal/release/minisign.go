package release

import (
	"crypto/ed25519"
	_ "embed"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The forms of minisign: https://jedisct1.github.io/minisign/, sections "Signature
// format" and "Public key format".
const (
	algorithm       = "Ed" // Ed25519 over the file itself
	hashedAlgorithm = "ED" // Ed25519 over BLAKE2b of the file
	keyNumberSize   = 8
	untrustedPrefix = "untrusted comment: "
	trustedPrefix   = "trusted comment: "
)

// publicKey is the key that the authors sign releases with, or only a line that there
// is none yet.
//
//go:embed minisign.pub
var publicKey string

// noKey is what publicKey is as long as there is no key.
const noKey = untrustedPrefix + "the key of pyenvkit's releases is not made yet\n"

// A key verifies signatures.
type key struct {
	number uint64 // that minisign shows in hexadecimal digits
	public ed25519.PublicKey
}

// parseKey reads a public key as minisign writes it: a line of comment, and one with
// the key. The error is a [*NoKeyError] where the file says that there is none.
func parseKey(text string) (key, error) {
	if text == noKey {
		return key{}, &NoKeyError{}
	}
	lines := linesOf(text)
	if len(lines) != 2 || !strings.HasPrefix(lines[0], untrustedPrefix) {
		return key{}, errors.New("the public key has not the two lines of one of minisign")
	}
	name, number, content, err := decode(lines[1], ed25519.PublicKeySize)
	if err != nil {
		return key{}, fmt.Errorf("the public key is damaged: %v", err)
	}
	if name != algorithm {
		return key{}, fmt.Errorf("the public key is for %q, not for Ed25519", name)
	}
	return key{number, content}, nil
}

// verify returns the trusted comment of a signature, as minisign writes it, of a
// message. The errors say what about it is wrong.
func (k key) verify(message []byte, signature string) (comment string, err error) {
	lines := linesOf(signature)
	if len(lines) != 4 || !strings.HasPrefix(lines[0], untrustedPrefix) {
		return "", errors.New("it is no signature of minisign")
	}
	comment, ok := strings.CutPrefix(lines[2], trustedPrefix)
	if !ok {
		return "", errors.New("it has no trusted comment")
	}
	name, number, own, err := decode(lines[1], ed25519.SignatureSize)
	if err != nil {
		return "", fmt.Errorf("it is damaged: %v", err)
	}
	global, err := base64.StdEncoding.Strict().DecodeString(lines[3])
	if err != nil || len(global) != ed25519.SignatureSize {
		return "", errors.New("it is damaged: the signature of the comment is none")
	}
	switch {
	case name == hashedAlgorithm:
		return "", errors.New("it is one over a hash of the file (minisign without -l), which is not verified here")
	case name != algorithm:
		return "", fmt.Errorf("it is of the unknown kind %q", name)
	case number != k.number:
		return "", fmt.Errorf("it is by the key %X, and releases are signed by the key %X", number, k.number)
	case !ed25519.Verify(k.public, message, own):
		return "", errors.New("it is not by the authors, or not of this file")
	case !ed25519.Verify(k.public, append(own, comment...), global):
		return "", errors.New("its comment was changed")
	}
	return comment, nil
}

// decode takes a line apart: the name of an algorithm, the number of the key, and as
// many bytes as are wanted.
func decode(line string, size int) (name string, number uint64, content []byte, err error) {
	data, err := base64.StdEncoding.Strict().DecodeString(line)
	if err != nil {
		return "", 0, nil, err
	}
	if head := len(algorithm) + keyNumberSize; len(data) != head+size {
		return "", 0, nil, fmt.Errorf("it has %d bytes, and should have %d", len(data), head+size)
	}
	name, data = string(data[:len(algorithm)]), data[len(algorithm):]
	return name, binary.LittleEndian.Uint64(data), data[keyNumberSize:], nil
}

// linesOf returns the lines of a text, whose last one may lack its end.
func linesOf(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// A NoKeyError reports a program that knows no key to verify a release with.
type NoKeyError struct{}

func (*NoKeyError) Error() string {
	return "this build of pyenvkit knows no key to verify a release with, so it can't update itself"
}

// Hints says the way out.
func (*NoKeyError) Hints() []string { return []string{byInstaller} }

// byInstaller is the way out that is always there.
const byInstaller = "install.sh, on Windows install.ps1, puts a release in its place; both are on " + releases
