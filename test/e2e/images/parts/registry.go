package main

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
)

// registry FOLDER ADDRESS is every image registry of the world at once: it serves what images/store.ts wrote, by the pull
// half of https://github.com/opencontainers/distribution-spec/blob/main/spec.md. containerd says in the query `ns` which
// registry it means.
func registry(arguments []string) error {
	if len(arguments) != 2 {
		return fmt.Errorf("usage: registry FOLDER ADDRESS")
	}
	return http.ListenAndServe(arguments[1], imageStore(arguments[0]))
}

type imageStore string

var (
	pulled = regexp.MustCompile(`^/v2/([a-z0-9][a-z0-9./_-]*)/(manifests|blobs)/([A-Za-z0-9_][A-Za-z0-9._:-]*)$`)
	digest = regexp.MustCompile(`^sha256:([0-9a-f]{64})$`)
)

func (folder imageStore) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	if request.URL.Path == "/v2/" {
		return
	}
	parts := pulled.FindStringSubmatch(filepath.ToSlash(filepath.Clean(request.URL.Path)))
	if parts == nil {
		http.NotFound(writer, request)
		return
	}
	file := filepath.Join(string(folder), "manifests", filepath.Base(request.URL.Query().Get("ns")), parts[1], parts[3])
	if byDigest := digest.FindStringSubmatch(parts[3]); byDigest != nil {
		file = filepath.Join(string(folder), "blobs", "sha256", byDigest[1])
	}
	fmt.Printf("%s %s %s\n", request.Method, request.URL.Query().Get("ns"), request.URL.Path)
	if parts[2] == "manifests" {
		serveManifest(writer, request, file)
		return
	}
	writer.Header().Set("content-type", "application/octet-stream")
	http.ServeFile(writer, request, file)
}

func serveManifest(writer http.ResponseWriter, request *http.Request, file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		http.NotFound(writer, request)
		return
	}
	writer.Header().Set("content-type", "application/vnd.oci.image.manifest.v1+json")
	writer.Header().Set("docker-content-digest", fmt.Sprintf("sha256:%x", sha256.Sum256(text)))
	writer.Header().Set("content-length", fmt.Sprint(len(text)))
	if request.Method != http.MethodHead {
		writer.Write(text)
	}
}
