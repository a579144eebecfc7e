package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	policyTable = "vigie-policies"
	// Changes come in bursts; one set of rules for a burst is enough.
	settle = 200 * time.Millisecond
)

// policies KUBECONFIG enforces NetworkPolicy on this node: every change of pods, namespaces or policies becomes one atomic
// replacement of one nftables table. A pod that a policy selects talks to nobody but those whom its policies name; unlike
// in many clusters, the node itself (and with it the API server) is such a somebody too, so a missing rule shows.
func policies(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("usage: policies KUBECONFIG")
	}
	api, err := openCluster(arguments[0])
	if err != nil {
		return err
	}
	dirty := make(chan struct{}, 1)
	changed := func() {
		select {
		case dirty <- struct{}{}:
		default:
		}
	}
	pods, namespaces, rules := &store{}, &store{}, &store{}
	go api.follow("/api/v1/pods", pods, changed)
	go api.follow("/api/v1/namespaces", namespaces, changed)
	go api.follow("/apis/networking.k8s.io/v1/networkpolicies", rules, changed)
	last := ""
	for range dirty {
		time.Sleep(settle)
		text := ruleset(worldOf(pods.all(), namespaces.all(), rules.all()))
		if text == last {
			continue
		}
		if err := load(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			time.Sleep(time.Second)
			changed()
			continue
		}
		last = text
	}
	return nil
}

func load(text string) error {
	command := exec.Command("nft", "-f", "-")
	command.Stdin = strings.NewReader(text)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s", err, output)
	}
	return nil
}

func worldOf(pods, namespaces, rules []json.RawMessage) world {
	all := world{namespaces: map[string]map[string]string{}}
	for _, text := range namespaces {
		var namespace namespaceObject
		json.Unmarshal(text, &namespace)
		all.namespaces[namespace.Metadata.Name] = namespace.Metadata.Labels
	}
	for _, text := range pods {
		var pod podObject
		json.Unmarshal(text, &pod)
		all.pods = append(all.pods, pod)
	}
	for _, text := range rules {
		var policy policyObject
		json.Unmarshal(text, &policy)
		all.policies = append(all.policies, policy)
	}
	byName := func(left, right metadata) int {
		return strings.Compare(left.Namespace+"/"+left.Name, right.Namespace+"/"+right.Name)
	}
	slices.SortFunc(all.pods, func(left, right podObject) int { return byName(left.Metadata, right.Metadata) })
	slices.SortFunc(all.policies, func(left, right policyObject) int { return byName(left.Metadata, right.Metadata) })
	return all
}

// ruleset is the whole table. Per direction there is one chain for each pod that some policy selects.
func ruleset(all world) string {
	var text strings.Builder
	fmt.Fprintf(&text, "table ip %s\ndelete table ip %s\ntable ip %s {\n", policyTable, policyTable, policyTable)
	leaving, entering := []string{}, []string{}
	for _, pod := range all.pods {
		if !pod.hasNetwork() {
			continue
		}
		if lines, isolated := all.egress(pod); isolated {
			leaving = append(leaving, jump("out", pod))
			chain(&text, "out", pod, lines)
		}
		if lines, isolated := all.ingress(pod); isolated {
			entering = append(entering, jump("in", pod))
			chain(&text, "in", pod, lines)
		}
	}
	fmt.Fprintf(&text, "  chain leaving {\n    ct state established,related accept\n%s  }\n", verdicts("saddr", leaving))
	fmt.Fprintf(&text, "  chain entering {\n%s  }\n", verdicts("daddr", entering))
	text.WriteString("  chain forward { type filter hook forward priority 0; jump leaving; jump entering; }\n")
	text.WriteString("  chain input { type filter hook input priority 0; jump leaving; }\n}\n")
	return text.String()
}

func chainName(direction string, pod podObject) string {
	return direction + "-" + strings.ReplaceAll(pod.Status.PodIP, ".", "-")
}

func jump(direction string, pod podObject) string {
	return fmt.Sprintf("%s : jump %s", pod.Status.PodIP, chainName(direction, pod))
}

func verdicts(field string, jumps []string) string {
	if len(jumps) == 0 {
		return ""
	}
	return fmt.Sprintf("    ip %s vmap { %s }\n", field, strings.Join(jumps, ", "))
}

// What no rule lets through is counted and dropped; the comment tells whose chain it is.
func chain(text *strings.Builder, direction string, pod podObject, lines []string) {
	fmt.Fprintf(text, "  chain %s {\n", chainName(direction, pod))
	for _, line := range lines {
		fmt.Fprintf(text, "    %s return\n", line)
	}
	comment := pod.Metadata.Namespace + "/" + pod.Metadata.Name
	fmt.Fprintf(text, "    counter drop comment %q\n  }\n", comment[:min(len(comment), 120)])
}

func (all world) ingress(pod podObject) (lines []string, isolated bool) {
	for _, policy := range all.selecting(pod, "Ingress") {
		isolated = true
		for _, rule := range policy.Spec.Ingress {
			sources := all.addresses(rule.From, policy.Metadata.Namespace)
			for _, ports := range portMatches(rule.Ports, pod) {
				lines = append(lines, joined("saddr", sources, ports)...)
			}
		}
	}
	return lines, isolated
}

func (all world) egress(pod podObject) (lines []string, isolated bool) {
	for _, policy := range all.selecting(pod, "Egress") {
		isolated = true
		for _, rule := range policy.Spec.Egress {
			targets := all.addresses(rule.To, policy.Metadata.Namespace)
			for _, ports := range portMatches(rule.Ports, podObject{}) {
				lines = append(lines, joined("daddr", targets, ports)...)
			}
			lines = append(lines, all.namedEgress(rule, policy.Metadata.Namespace)...)
		}
	}
	return lines, isolated
}

// namedEgress: the name of a port means another number in every pod that is spoken to.
func (all world) namedEgress(rule policyRule, namespace string) (lines []string) {
	targets := rule.To
	if len(targets) == 0 {
		targets = []policyPeer{{NamespaceSelector: &labelSelector{}}}
	}
	for _, port := range rule.Ports {
		if !strings.HasPrefix(string(port.Port), `"`) {
			continue
		}
		for _, peer := range targets {
			if peer.IPBlock != nil {
				continue
			}
			for _, pod := range all.peers(peer, namespace) {
				for _, ports := range portMatches([]policyPort{port}, pod) {
					lines = append(lines, fmt.Sprintf("ip daddr %s %s", pod.Status.PodIP, ports))
				}
			}
		}
	}
	return lines
}

func (all world) selecting(pod podObject, direction string) []policyObject {
	found := []policyObject{}
	for _, policy := range all.policies {
		types := policy.Spec.PolicyTypes
		if policy.Metadata.Namespace == pod.Metadata.Namespace && slices.Contains(types, direction) &&
			policy.Spec.PodSelector.matches(pod.Metadata.Labels) {
			found = append(found, policy)
		}
	}
	return found
}

// addresses of peers; nil is everybody, an empty list is nobody.
func (all world) addresses(peers []policyPeer, namespace string) []string {
	if len(peers) == 0 {
		return nil
	}
	found := []string{}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			block := peer.IPBlock.CIDR
			if len(peer.IPBlock.Except) > 0 {
				block += " != " + strings.Join(peer.IPBlock.Except, ",")
			}
			found = append(found, block)
			continue
		}
		for _, pod := range all.peers(peer, namespace) {
			found = append(found, pod.Status.PodIP)
		}
	}
	return found
}

// joined makes rule conditions out of addresses and ports.
func joined(field string, addresses []string, ports string) []string {
	if addresses == nil {
		return []string{ports}
	}
	plain, lines := []string{}, []string{}
	for _, address := range addresses {
		block, except, excepted := strings.Cut(address, " != ")
		switch {
		case excepted:
			lines = append(lines, fmt.Sprintf("ip %s %s ip %s != { %s } %s", field, block, field, except, ports))
		case block == "0.0.0.0/0":
			lines = append(lines, ports)
		case strings.Contains(block, ":"):
			// The node speaks IPv4 only.
		case strings.Contains(block, "/"):
			lines = append(lines, fmt.Sprintf("ip %s %s %s", field, block, ports))
		default:
			plain = append(plain, block)
		}
	}
	slices.Sort(plain)
	if plain = slices.Compact(plain); len(plain) > 0 {
		lines = append(lines, fmt.Sprintf("ip %s { %s } %s", field, strings.Join(plain, ", "), ports))
	}
	return lines
}

// portMatches gives nftables conditions for the ports; names are looked up in the pod that is spoken to.
func portMatches(ports []policyPort, pod podObject) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	found := []string{}
	for _, port := range ports {
		protocol := strings.ToLower(port.Protocol)
		if protocol == "" {
			protocol = "tcp"
		}
		text := strings.Trim(string(port.Port), `"`)
		switch number, err := strconv.Atoi(text); {
		case text == "":
			found = append(found, "meta l4proto "+protocol)
		case err != nil:
			for _, named := range namedPorts(pod, text) {
				found = append(found, fmt.Sprintf("%s dport %d", protocol, named))
			}
		case port.EndPort > 0:
			found = append(found, fmt.Sprintf("%s dport %d-%d", protocol, number, port.EndPort))
		default:
			found = append(found, fmt.Sprintf("%s dport %d", protocol, number))
		}
	}
	return found
}

func namedPorts(pod podObject, name string) []int {
	found := []int{}
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name {
				found = append(found, port.ContainerPort)
			}
		}
	}
	return found
}
