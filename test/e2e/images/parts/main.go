// Small programs of the test cluster in one static binary: what the suite needs beside the real servers, with nothing but
// Go's standard library, so that it builds in seconds anywhere.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

var programs = map[string]func(arguments []string) error{
	"pause":     pause,
	"policies":  policies,
	"receiver":  receiver,
	"registry":  registry,
	"simulator": simulator,
	"standin":   standIn,
}

// In an image the binary goes by the name of the program that it is (/pause), elsewhere the name is the first argument.
func main() {
	name, arguments := filepath.Base(os.Args[0]), os.Args[1:]
	// A stand-in has the name and the arguments of the program in whose place it is.
	if _, err := os.Stat(standInFile); err == nil {
		name = "standin"
	}
	if _, known := programs[name]; !known && len(arguments) > 0 {
		name, arguments = arguments[0], arguments[1:]
	}
	program, known := programs[name]
	if !known {
		fmt.Fprintf(os.Stderr, "there is no program %q\n", name)
		os.Exit(2)
	}
	if err := program(arguments); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// pause holds a pod's namespaces open, and collects processes that a container left behind.
func pause([]string) error {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for received := range signals {
		if received != syscall.SIGCHLD {
			return nil
		}
		for {
			var status syscall.WaitStatus
			if pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); pid <= 0 || err != nil {
				break
			}
		}
	}
	return nil
}
