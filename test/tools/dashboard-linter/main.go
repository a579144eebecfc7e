// dashboard-linter runs every rule of github.com/grafana/dashboard-linter on dashboard files, without configuration: there
// is no way to leave a rule out. Upstream's own command takes one file and prints for people; this one prints one JSON
// report on all of its files. Exit status: 0 when nothing is found, 1 on findings, 2 when a file cannot be read.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/grafana/dashboard-linter/lint"
)

type report struct {
	// Rules that ran, so that a rule that is lost can be told from one that found nothing.
	Rules      []string  `json:"rules"`
	Dashboards int       `json:"dashboards"`
	Findings   []finding `json:"findings"`
}

type finding struct {
	File    string `json:"file"`
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: dashboard-linter FILE...")
		os.Exit(2)
	}
	rules := lint.NewRuleSet()
	result := report{Rules: names(rules), Findings: []finding{}}
	for _, file := range os.Args[1:] {
		found, err := check(rules, file)
		if err != nil {
			fmt.Fprintf(os.Stderr, "dashboard-linter: %s: %s\n", file, err)
			os.Exit(2)
		}
		result.Dashboards++
		result.Findings = append(result.Findings, found...)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		fmt.Fprintln(os.Stderr, "dashboard-linter:", err)
		os.Exit(2)
	}
	if len(result.Findings) > 0 {
		os.Exit(1)
	}
}

func names(rules lint.RuleSet) []string {
	all := []string{}
	for _, rule := range rules.Rules() {
		all = append(all, rule.Name())
	}
	return all
}

// check returns what upstream's --strict fails on: warnings and errors, in the order of the rules.
func check(rules lint.RuleSet, file string) ([]finding, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	dashboard, err := lint.NewDashboard(text)
	if err != nil {
		return nil, err
	}
	results, err := rules.Lint([]lint.Dashboard{dashboard})
	if err != nil {
		return nil, err
	}
	byRule := results.ByRule()
	found := []finding{}
	for _, name := range names(rules) {
		for _, context := range byRule[name] {
			for _, one := range context.Result.Results {
				if one.Severity >= lint.Warning {
					found = append(found, finding{filepath.Base(file), name, one.Message})
				}
			}
		}
	}
	return found, nil
}
