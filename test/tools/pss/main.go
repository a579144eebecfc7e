// pss judges the workloads of a YAML stream, or of a folder of YAML files, by the Pod Security Standards
// with the code of the admission controller itself (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
// It prints a JSON list, one entry per workload, and fails only when it cannot read its input.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// verdict is what is printed about one workload. Reasons say what stands against the strictest level not met.
type verdict struct {
	Kind       string   `json:"kind"`
	Namespace  string   `json:"namespace"`
	Name       string   `json:"name"`
	Restricted bool     `json:"restricted"`
	Baseline   bool     `json:"baseline"`
	Reasons    []string `json:"reasons"`
}

// workload has the fields of every kind that carries a pod: a Pod itself, a template, or a template inside a job template.
type workload struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Items             []json.RawMessage       `json:"items"`
	Template          *corev1.PodTemplateSpec `json:"template"`
	Spec              json.RawMessage         `json:"spec"`
}

type templateSpec struct {
	Template    *corev1.PodTemplateSpec `json:"template"`
	JobTemplate *struct {
		Spec struct {
			Template *corev1.PodTemplateSpec `json:"template"`
		} `json:"spec"`
	} `json:"jobTemplate"`
}

func main() {
	verdicts, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "pss:", err)
		os.Exit(2)
	}
	sort.SliceStable(verdicts, func(a, b int) bool { return key(verdicts[a]) < key(verdicts[b]) })
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(verdicts); err != nil {
		fmt.Fprintln(os.Stderr, "pss:", err)
		os.Exit(2)
	}
}

func key(v verdict) string { return v.Namespace + "/" + v.Kind + "/" + v.Name }

func run(paths []string) ([]verdict, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	verdicts := []verdict{}
	if len(paths) == 0 {
		return judgeStream(evaluator, os.Stdin, "standard input", verdicts)
	}
	for _, path := range paths {
		files, err := yamlFiles(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			if verdicts, err = judgeStream(evaluator, bytes.NewReader(text), file, verdicts); err != nil {
				return nil, err
			}
		}
	}
	return verdicts, nil
}

func yamlFiles(path string) ([]string, error) {
	files := []string{}
	err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		extension := filepath.Ext(file)
		if file == path || extension == ".yaml" || extension == ".yml" || extension == ".json" {
			files = append(files, file)
		}
		return nil
	})
	return files, err
}

func judgeStream(evaluator policy.Evaluator, stream io.Reader, source string, verdicts []verdict) ([]verdict, error) {
	reader := yaml.NewYAMLReader(bufio.NewReader(stream))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return verdicts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
		object, err := yaml.ToJSON(document)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
		if verdicts, err = judgeObject(evaluator, object, verdicts); err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
	}
}

func judgeObject(evaluator policy.Evaluator, object []byte, verdicts []verdict) ([]verdict, error) {
	var parsed workload
	if err := json.Unmarshal(object, &parsed); err != nil {
		return nil, err
	}
	for _, item := range parsed.Items {
		var err error
		if verdicts, err = judgeObject(evaluator, item, verdicts); err != nil {
			return nil, err
		}
	}
	template, err := podTemplate(parsed)
	if err != nil {
		return nil, fmt.Errorf("%s %s/%s: %w", parsed.Kind, parsed.Namespace, parsed.Name, err)
	}
	if template == nil {
		return verdicts, nil
	}
	return append(verdicts, judge(evaluator, parsed, template)), nil
}

// podTemplate is nil for objects without a pod.
func podTemplate(parsed workload) (*corev1.PodTemplateSpec, error) {
	switch parsed.Kind {
	case "Pod":
		template := corev1.PodTemplateSpec{ObjectMeta: parsed.ObjectMeta}
		return &template, json.Unmarshal(parsed.Spec, &template.Spec)
	case "PodTemplate":
		return parsed.Template, nil
	case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob":
		var spec templateSpec
		if err := json.Unmarshal(parsed.Spec, &spec); err != nil {
			return nil, err
		}
		if spec.JobTemplate != nil {
			return spec.JobTemplate.Spec.Template, nil
		}
		return spec.Template, nil
	}
	return nil, nil
}

func judge(evaluator policy.Evaluator, parsed workload, template *corev1.PodTemplateSpec) verdict {
	baseline := complaints(evaluator, api.LevelBaseline, template)
	restricted := complaints(evaluator, api.LevelRestricted, template)
	return verdict{
		Kind: parsed.Kind, Namespace: parsed.Namespace, Name: parsed.Name,
		Restricted: len(restricted) == 0, Baseline: len(baseline) == 0, Reasons: restricted,
	}
}

func complaints(evaluator policy.Evaluator, level api.Level, template *corev1.PodTemplateSpec) []string {
	reasons := []string{}
	version := api.LevelVersion{Level: level, Version: api.LatestVersion()}
	for _, result := range evaluator.EvaluatePod(version, &template.ObjectMeta, &template.Spec) {
		if result.Allowed {
			continue
		}
		reason := result.ForbiddenReason
		if result.ForbiddenDetail != "" {
			reason += ": " + result.ForbiddenDetail
		}
		reasons = append(reasons, reason)
	}
	return reasons
}
