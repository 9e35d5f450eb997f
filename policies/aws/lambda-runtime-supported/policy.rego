# METADATA
# title: Lambda functions use a supported runtime
# description: >-
#   The runtime of a function has not passed the date on which AWS ends its support. Dates that are not in the table,
#   or that AWS has moved, are given with the parameter; a runtime without a date is taken to be supported. Functions
#   made from an image have no runtime that AWS patches.
# schemas:
#   - input: schema.AWS.Lambda.Function
# custom:
#   severity: medium
#   resource_types:
#     - AWS::Lambda::Function
#   reach: document
#   topic: vuln-supported-versions
#   remediation:
#     text: >-
#       Move the function to a runtime that AWS supports.
#     terraform: |
#       resource "aws_lambda_function" "example" {
#         # ...
#         runtime = "python3.13"
#       }
#   references:
#     - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#     - https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-2
#   parameters:
#     margin_days:
#       description: Days before the end of support from which a function fails
#       type: integer
#       minimum: 0
#       maximum: 730
#       default: 0
#     dates:
#       description: Days on which support ends, by runtime; these come before the table of the policy
#       type: object
#       additionalProperties: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
#       default: {}
#   time_dependent: true
package probity.aws.lambda_runtime_supported

default margin_days := 0

margin_days := data.parameters["aws/lambda-runtime-supported"].margin_days

default dates := {}

dates := data.parameters["aws/lambda-runtime-supported"].dates

# The day on which AWS ends support, as its table of runtimes gives it.
known := {
	"dotnet10": "2028-11-14",
	"dotnet5.0": "2022-05-10",
	"dotnet6": "2024-12-20",
	"dotnet7": "2024-05-14",
	"dotnet8": "2026-11-10",
	"dotnetcore1.0": "2019-06-27",
	"dotnetcore2.0": "2019-05-30",
	"dotnetcore2.1": "2022-01-05",
	"dotnetcore3.1": "2023-04-03",
	"go1.x": "2024-01-08",
	"java11": "2027-06-30",
	"java11.al2023": "2029-06-30",
	"java17": "2027-06-30",
	"java17.al2023": "2029-06-30",
	"java21": "2029-06-30",
	"java25": "2029-06-30",
	"java8": "2024-01-08",
	"java8.al2": "2027-06-30",
	"java8.al2023": "2029-06-30",
	"nodejs": "2016-10-31",
	"nodejs10.x": "2021-07-30",
	"nodejs12.x": "2023-03-31",
	"nodejs14.x": "2023-12-04",
	"nodejs16.x": "2024-06-12",
	"nodejs18.x": "2025-09-01",
	"nodejs20.x": "2026-04-30",
	"nodejs22.x": "2027-04-30",
	"nodejs24.x": "2028-04-30",
	"nodejs4.3": "2020-03-05",
	"nodejs6.10": "2019-08-12",
	"nodejs8.10": "2020-03-06",
	"provided": "2024-01-08",
	"provided.al2": "2026-07-31",
	"provided.al2023": "2029-06-30",
	"python2.7": "2021-07-15",
	"python3.10": "2026-10-31",
	"python3.11": "2027-06-30",
	"python3.12": "2028-10-31",
	"python3.13": "2029-06-30",
	"python3.14": "2029-06-30",
	"python3.6": "2022-07-18",
	"python3.7": "2023-12-04",
	"python3.8": "2024-10-14",
	"python3.9": "2025-12-15",
	"ruby2.5": "2021-07-30",
	"ruby2.7": "2023-12-07",
	"ruby3.2": "2026-03-31",
	"ruby3.3": "2027-03-31",
	"ruby3.4": "2028-03-31",
	"ruby4.0": "2029-03-31",
}

not_applicable contains "a function made from an image has no managed runtime" if {
	input.properties.PackageType == "Image"
}

deny contains {
	"message": sprintf("function %s uses %s, supported until %s", [input.name, runtime, end]),
	"path": ["properties", "Runtime"],
} if {
	not input.properties.PackageType == "Image"
	runtime := input.properties.Runtime
	end := object.union(known, dates)[runtime]
	today >= time.parse_rfc3339_ns(sprintf("%sT00:00:00Z", [end]))
}

# Nanoseconds; support that ends within the margin has ended.
today := time.now_ns() + (margin_days * 86400000000000)
