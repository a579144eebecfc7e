// alloy-syntax parses Alloy configuration files with Alloy's own parser and prints what is wrong with them.
// Exit status: 0 when every file parses, 1 on findings, 2 on wrong use.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/grafana/alloy/syntax/diag"
	"github.com/grafana/alloy/syntax/parser"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: alloy-syntax FILE...")
		os.Exit(2)
	}
	findings := 0
	for _, file := range os.Args[1:] {
		findings += check(file)
	}
	if findings > 0 {
		os.Exit(1)
	}
}

func check(file string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	_, err = parser.ParseFile(file, text)
	if err == nil {
		return 0
	}
	var diagnostics diag.Diagnostics
	if !errors.As(err, &diagnostics) {
		fmt.Printf("%s: %s\n", file, err)
		return 1
	}
	for _, finding := range diagnostics {
		fmt.Println(finding.Error())
	}
	return len(diagnostics)
}
