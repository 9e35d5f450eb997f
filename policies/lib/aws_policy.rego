# METADATA
# title: IAM policy documents
# description: |
#   Reads the statements of an IAM or resource policy document. A document may be an object or its JSON text, a
#   statement may stand alone or in a list, and every element may be a string or a list of strings.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package probity.lib.aws_policy

import data.probity.lib.network

# Condition operators that pass only when the key is present and equals one of the values. `IfExists` and
# `ForAllValues:` also pass when the key is missing, and the negated operators pass for nearly everyone.
_binding_operators := {
	"arnequals",
	"arnlike",
	"binaryequals",
	"ipaddress",
	"numericequals",
	"stringequals",
	"stringequalsignorecase",
	"stringlike",
}

# Keys that tie a request to known callers, networks or sources. A user name, or an address within a network, is no such
# key: any account can have the same.
_caller_keys := {
	"aws:principalaccount",
	"aws:principalarn",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceip",
	"aws:sourceorgid",
	"aws:sourceorgpaths",
	"aws:sourceowner",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:userid",
	"kms:calleraccount",
	"s3:dataaccesspointaccount",
	"s3:dataaccesspointarn",
}

# METADATA
# description: The document as an object; text that is not JSON is an evaluation error, never an empty policy.
parsed(document) := document if is_object(document)

parsed(document) := json.unmarshal(document) if is_string(document)

# METADATA
# description: Every statement with its path below the document.
statements(document) := entries if {
	statement := parsed(document).Statement
	is_array(statement)
	entries := [{"path": ["Statement", i], "statement": s} | some i, s in statement]
}

statements(document) := [{"path": ["Statement"], "statement": statement}] if {
	statement := parsed(document).Statement
	is_object(statement)
}

# METADATA
# description: A string or a list as a set of strings; numbers and booleans are written out, as AWS does.
values(x) := {sprintf("%v", [x])} if _is_scalar(x)

values(x) := {sprintf("%v", [v]) | some v in x; _is_scalar(v)} if is_array(x)

_is_scalar(x) if is_string(x)

_is_scalar(x) if is_boolean(x)

_is_scalar(x) if is_number(x)

# METADATA
# description: The statement grants rather than refuses.
is_allow(statement) if statement.Effect == "Allow"

# METADATA
# description: The statement names every action of every service.
all_actions(statement) if {
	some action in values(statement.Action)
	action in {"*", "*:*"}
}

# METADATA
# description: The statement names every resource, or every resource but a few.
all_resources(statement) if {
	some resource in values(statement.Resource)
	resource in {"*", "arn:aws:*", "arn:*", "arn:aws:*:*:*:*", "arn:*:*:*:*:*"}
}

all_resources(statement) if statement.NotResource

# METADATA
# description: The principals of a statement as strings; "*" where anybody is meant, in each of the ways to write it.
principals(statement) := {statement.Principal} if is_string(statement.Principal)

principals(statement) := {name |
	some names in statement.Principal
	some name in values(names)
} if {
	is_object(statement.Principal)
}

# METADATA
# description: The statement is open to any principal; NotPrincipal with Allow is everybody but those named.
any_principal(statement) if "*" in principals(statement)

any_principal(statement) if {
	is_allow(statement)
	statement.NotPrincipal
}

# METADATA
# description: A condition ties the statement to known callers, networks or sources.
limited_to_known_callers(statement) if {
	some operator, tests in statement.Condition
	_is_binding(operator)
	some key, expected in tests
	lower(key) in _caller_keys
	every value in values(expected) {
		not _is_open_value(lower(key), value)
	}
}

_is_binding(operator) if trim_prefix(lower(operator), "foranyvalue:") in _binding_operators

_is_open_value(_, value) if regex.match(`^[*?:]*$`, value)

# A policy variable compares the caller with itself.
_is_open_value(_, value) if contains(value, "${")

_is_open_value("aws:sourceip", value) if network.is_world(value)

_is_open_value(key, value) if {
	endswith(key, "arn")
	is_open_arn(value)
}

_is_open_value("aws:principalorgpaths", value) if regex.match(`^[^/]*[*?]`, value)

_is_open_value("aws:userid", value) if regex.match(`^[^:]*[*?]`, value)

_is_open_value(key, value) if {
	not endswith(key, "arn")
	not key in {"aws:principalorgpaths", "aws:userid"}
	regex.match(`[*?]`, value)
}

# METADATA
# description: |
#   The ARN stands for things of any account: its account is a pattern, or left out while the rest is one. A partition or
#   region may be a pattern.
is_open_arn(arn) if {
	regex.match(`[*?]`, arn)
	not regex.match(`^[^:]+:[^:]+:[^:]+:[^:]*:[0-9]{12}:.`, arn)
	not regex.match(`^[^:]+:[^:]+:[^:]+:[^:]*::[^*?]+/[^:]*$`, arn)
}

# METADATA
# description: Anybody at all may use what the statement allows.
is_public(statement) if {
	is_allow(statement)
	any_principal(statement)
	not limited_to_known_callers(statement)
}
