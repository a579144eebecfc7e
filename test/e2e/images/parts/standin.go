package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

// A stand-in answers in the place of a program that cannot be had on this machine. It ignores its arguments, checks that
// the files the real program would read are there and readable by its user, and answers the probes.
type standInConfig struct {
	// Shown in the log and on every page, so that nobody takes it for the real one.
	For  string `json:"for"`
	Port int    `json:"port"`
	// Path to body; every answer is 200.
	Answers map[string]string `json:"answers"`
	// Files or folders that must be readable.
	Reads []string `json:"reads"`
	// Folders that must be writable.
	Writes []string `json:"writes"`
}

const standInFile = "/etc/vigie-standin.json"

func standIn(arguments []string) error {
	text, err := os.ReadFile(standInFile)
	if err != nil {
		return err
	}
	var config standInConfig
	if err := json.Unmarshal(text, &config); err != nil {
		return fmt.Errorf("%s: %w", standInFile, err)
	}
	fmt.Printf("stand-in for %s, started with %q\n", config.For, arguments)
	for _, path := range config.Reads {
		if err := readable(path); err != nil {
			return err
		}
	}
	for _, path := range config.Writes {
		file, err := os.CreateTemp(path, "stand-in")
		if err != nil {
			return err
		}
		file.Close()
		os.Remove(file.Name())
	}
	server := &http.Server{Addr: fmt.Sprintf(":%d", config.Port), Handler: config}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	go func() { <-stop; server.Close() }()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (config standInConfig) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	writer.Header().Set("x-vigie-stand-in-for", config.For)
	switch request.URL.Path {
	case "/-/files":
		config.list(writer)
		return
	case "/-/fetch":
		fetch(writer, request)
		return
	}
	body, known := config.Answers[request.URL.Path]
	if !known {
		http.Error(writer, "the stand-in for "+config.For+" does not know this page", http.StatusNotFound)
		return
	}
	fmt.Fprint(writer, body)
}

// list answers with every file that the real program would read, as its user sees it; of secrets only the names.
func (config standInConfig) list(writer http.ResponseWriter) {
	files := map[string]string{}
	for _, root := range config.Reads {
		if err := collect(root, files); err != nil {
			http.Error(writer, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	writer.Header().Set("content-type", "application/json")
	json.NewEncoder(writer).Encode(files)
}

// collect follows links, as a mounted volume consists of them; those that begin with two dots are its own bookkeeping.
func collect(path string, files map[string]string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		text, err := os.ReadFile(path)
		if strings.Contains(path, "/secrets/") {
			text = nil
		}
		files[path] = string(text)
		return err
	}
	entries, err := os.ReadDir(path)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), "..") {
			continue
		}
		if err := collect(filepath.Join(path, entry.Name()), files); err != nil {
			return err
		}
	}
	return err
}

func readable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		_, err = os.ReadFile(path)
		return err
	}
	entries, err := os.ReadDir(path)
	for _, entry := range entries {
		if err := readable(filepath.Join(path, entry.Name())); err != nil {
			return err
		}
	}
	return err
}
