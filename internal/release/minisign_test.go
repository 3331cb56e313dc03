package release

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
)

// A signer is a private key.
type signer struct {
	number  uint64
	private ed25519.PrivateKey
}

// newSigner returns the one that a number stands for.
func newSigner(number byte) signer {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = number
	return signer{uint64(number), ed25519.NewKeyFromSeed(seed)}
}

// public returns the file with the public key.
func (s signer) public() string {
	return "untrusted comment: minisign public key\n" + s.encode("Ed", s.private.Public().(ed25519.PublicKey)) + "\n"
}

// sign returns the file with a signature.
func (s signer) sign(message, comment string) string {
	own := ed25519.Sign(s.private, []byte(message))
	global := ed25519.Sign(s.private, append(slices.Clip(own), comment...))
	return "untrusted comment: signature\n" + s.encode("Ed", own) + "\ntrusted comment: " + comment + "\n" +
		base64.StdEncoding.EncodeToString(global) + "\n"
}

func (s signer) encode(name string, content []byte) string {
	return base64.StdEncoding.EncodeToString(append(binary.LittleEndian.AppendUint64([]byte(name), s.number), content...))
}

// TestKeyOfTheAuthors has the file hold a key, or what says that there is none.
func TestKeyOfTheAuthors(t *testing.T) {
	none := (*NoKeyError)(nil)
	if _, err := parseKey(publicKey); err != nil && !errors.As(err, &none) {
		t.Error(err)
	}
	if _, err := parseKey(noKey); !errors.As(err, &none) {
		t.Errorf("without a key: %v", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	const message, comment = "checksums\n", "pyenvkit 1.2.3"
	authors := newSigner(1)
	trusted, err := parseKey(authors.public())
	if err != nil {
		t.Fatal(err)
	}
	good := authors.sign(message, comment)
	if got, err := trusted.verify([]byte(message), good); err != nil || got != comment {
		t.Fatalf("%q, %v", got, err)
	}
	if _, err := trusted.verify([]byte(message), strings.TrimSuffix(good, "\n")); err != nil {
		t.Errorf("without the last end of a line: %v", err)
	}
	impostor := newSigner(2)
	impostor.number = authors.number
	lines := strings.SplitAfter(good, "\n")
	older := strings.SplitAfter(authors.sign("older checksums\n", "pyenvkit 1.0.0"), "\n")
	for _, test := range []struct{ name, message, signature, want string }{
		{"another file", message + " ", good, "not of this file"},
		{"another comment", message, strings.Replace(good, "1.2.3", "1.2.4", 1), "its comment was changed"},
		{"a comment and its signature from elsewhere", message, lines[0] + lines[1] + older[2] + older[3], "its comment was changed"},
		{"another key", message, newSigner(2).sign(message, comment), "it is by the key 2, and releases are signed by the key 1"},
		{"another key of the same number", message, impostor.sign(message, comment), "not by the authors"},
		{"an unknown kind", message, lines[0] + authors.encode("XX", make([]byte, 64)) + "\n" + lines[2] + lines[3], `unknown kind "XX"`},
		{"cut", message, good[:len(good)/2], "no signature of minisign"},
		{"cut at the end", message, good[:len(good)-5], "damaged"},
		{"short", message, lines[0] + authors.encode("Ed", make([]byte, 63)) + "\n" + lines[2] + lines[3], "73 bytes"},
		{"a page", message, "<html>\nlog\nin\nfirst\n", "no signature of minisign"},
		{"no trusted comment", message, lines[0] + lines[1] + "comment: x\n" + lines[3], "no trusted comment"},
		{"one line more", message, good + "\n", "no signature of minisign"},
		{"empty", message, "", "no signature of minisign"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if comment, err := trusted.verify([]byte(test.message), test.signature); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v; want %q", comment, err, test.want)
			}
		})
	}
	for _, key := range []string{"", noKey + "x", "untrusted comment: x\nRW\n", "untrusted comment: x\n" + authors.encode("Ex", make([]byte, 32)), authors.public() + "more\n"} {
		if k, err := parseKey(key); err == nil {
			t.Errorf("parseKey(%q) = %v", key, k)
		}
	}
}

// FuzzVerify looks for a signature that verifies and is not the one that was made.
func FuzzVerify(f *testing.F) {
	const message, comment = "checksums\n", "pyenvkit 1.2.3"
	authors := newSigner(1)
	trusted, err := parseKey(authors.public())
	if err != nil {
		f.Fatal(err)
	}
	good := authors.sign(message, comment)
	f.Add(good, authors.public())
	f.Add("", noKey)
	f.Add(strings.ReplaceAll(good, "\n", "\r\n"), "untrusted comment: \n\n")
	f.Fuzz(func(t *testing.T, signature, key string) {
		if got, err := trusted.verify([]byte(message), signature); err == nil {
			// What is untrusted may differ, and how the lines end.
			_, want, _ := strings.Cut(good, "\n")
			_, rest, _ := strings.Cut(signature, "\n")
			if got != comment || strings.TrimRight(strings.ReplaceAll(rest, "\r", ""), "\n") != strings.TrimRight(want, "\n") {
				t.Errorf("%q verifies as %q", signature, got)
			}
		}
		if k, err := parseKey(key); err == nil && len(k.public) != ed25519.PublicKeySize {
			t.Errorf("%q is a key of %d bytes", key, len(k.public))
		}
	})
}
