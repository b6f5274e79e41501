//! What people give for documents and is of another tool or form: recognised by content, named for what it is.

use std::fmt;

use hopwise_model::DocumentKind;

/// Something that is no document, and what it is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Foreign {
    /// A packed archive, or a compressed file.
    Archive,
    /// A template of `CloudFormation`, YAML or JSON.
    CloudFormation,
    /// Terraform's own language.
    TerraformSource,
    /// A plan that `terraform show -json` prints.
    TerraformPlan,
    /// A state of Terraform, as its file or as `terraform show -json` prints it.
    TerraformState,
    /// A file of the CDK's own: its settings, or what `cdk synth` writes beside the templates.
    Cdk,
    /// A state of Pulumi, as `pulumi stack export` prints it.
    PulumiState,
    /// What tells `CodeDeploy` what to deploy.
    AppSpec,
    /// What `register-task-definition` takes, which is no task definition of AWS's yet.
    TaskDefinitionInput,
    /// What `create-service` or `update-service` takes, which says what a service shall be, and not what it is.
    ServiceInput,
    /// What `create-service` or `update-service` answers: the service as it was at that moment.
    ServiceAnswer,
    /// What `run-task` or `start-task` takes.
    TaskInput,
    /// What `--network-configuration` takes.
    NetworkInput,
    /// What `--overrides` takes.
    OverridesInput,
    /// What `authorize-security-group-ingress` and its like take.
    RulesInput,
    /// What `create-vpc-endpoint` takes.
    EndpointInput,
    /// What Docker Compose starts, in JSON.
    Compose,
    /// What an editor runs (`.vscode/tasks.json`).
    EditorTasks,
}

/// How packed files begin: ZIP, gzip, bzip2, xz, Zstandard and 7z, each as its specification has it.
const PACKED: [&[u8]; 6] =
    [b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c"];
/// Where a tar archive has its name (POSIX, `ustar`).
const USTAR: std::ops::Range<usize> = 257..262;

/// Words that begin a block of Terraform's language (Terraform language reference, "Blocks").
const BLOCKS: [&str; 10] =
    ["check", "data", "import", "locals", "module", "output", "provider", "resource", "terraform", "variable"];

impl Foreign {
    /// What bytes are that are no JSON.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        if PACKED.iter().any(|begin| bytes.starts_with(begin)) || bytes.get(USTAR) == Some(b"ustar") {
            return Some(Self::Archive);
        }
        // Comments may come first.
        let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(1 << 16))?);
        let lines = || text.lines().take(500);
        let is_template = |line: &str| line.starts_with("AWSTemplateFormatVersion:") || line.contains("Type: AWS::");
        if lines().any(is_template) {
            return Some(Self::CloudFormation);
        }
        let is_block = |line: &str| {
            let (word, rest) = line.split_once(' ').unwrap_or_default();
            let rest = rest.trim_end();
            BLOCKS.contains(&word) && rest.ends_with('{') && (rest == "{" || rest.starts_with('"'))
        };
        lines().any(is_block).then_some(Self::TerraformSource)
    }

    /// What a JSON object is that a call takes, by its names, where some are those of documents as well. Nothing that a command prints
    /// has these names together.
    pub(crate) fn of_input(names: &[String]) -> Option<Self> {
        let has = |name: &&str| names.iter().any(|own| own == name);
        let any = |names: &[&str]| names.iter().any(&has);
        // A service as it is printed has its ARN, and a task set its own.
        if any(&["serviceArn", "taskSetArn"]) {
            None
        } else if has(&"taskDefinition") && any(&["serviceName", "service", "forceNewDeployment", "desiredCount"]) {
            Some(Self::ServiceInput)
        } else if has(&"taskDefinition")
            && any(&["cluster", "count", "launchType", "networkConfiguration", "overrides", "containerInstances"])
        {
            Some(Self::TaskInput)
        } else if has(&"GroupId")
            && has(&"IpPermissions")
            && !any(&["GroupName", "Description", "OwnerId", "VpcId", "IpPermissionsEgress"])
        {
            Some(Self::RulesInput)
        } else {
            None
        }
    }

    /// What a JSON object is of another tool's, by its names and the beginning of its text, where documents have such a name, too: ECS
    /// lists services, Compose has an object of them by name (Compose specification, "Services top-level elements"); tasks of an
    /// editor have a version beside them (Visual Studio Code, "Schema for tasks.json").
    pub(crate) fn of_shape(names: &[String], text: &str) -> Option<Self> {
        let has = |name: &str| names.iter().any(|own| own == name);
        let is_object = |name: &str| {
            let rest = text.split_once(&format!("\"{name}\"")).map(|(_, rest)| rest.trim_start());
            rest.and_then(|rest| rest.strip_prefix(':')).is_some_and(|rest| rest.trim_start().starts_with('{'))
        };
        if has("services") && is_object("services") {
            Some(Self::Compose)
        } else if has("tasks") && has("version") && !has("failures") {
            Some(Self::EditorTasks)
        } else {
            None
        }
    }

    /// What a JSON object is, by its keys at the top.
    pub(crate) fn of_keys(keys: &[String]) -> Option<Self> {
        let has = |key: &str| keys.iter().any(|own| own == key);
        let begins = |head: &str| keys.iter().any(|own| own.starts_with(head));
        if has("AWSTemplateFormatVersion") || has("Resources") && !has("version") {
            Some(Self::CloudFormation)
        } else if has("Resources") {
            Some(Self::AppSpec)
        } else if has("version") && (has("artifacts") || has("tree") || has("files") && has("dockerImages"))
            || has("app") && has("context")
            || begins("vpc-provider:account=")
            || begins("availability-zones:account=")
        {
            Some(Self::Cdk)
        } else if has("version") && has("deployment") {
            Some(Self::PulumiState)
        } else if has("service") && keys.len() == 1 {
            Some(Self::ServiceAnswer)
        } else if has("service") && (has("cluster") || has("forceNewDeployment") || has("desiredCount")) {
            Some(Self::ServiceInput)
        } else if has("awsvpcConfiguration") && keys.len() == 1 {
            Some(Self::NetworkInput)
        } else if has("containerOverrides") {
            Some(Self::OverridesInput)
        } else if has("ServiceName") && (has("VpcEndpointType") || has("SubnetIds") || has("RouteTableIds")) {
            Some(Self::EndpointInput)
        } else if has("planned_values") || has("resource_changes") {
            Some(Self::TerraformPlan)
        } else if has("terraform_version") && (has("lineage") || has("values")) {
            Some(Self::TerraformState)
        } else if has("containerDefinitions") && !has("taskDefinitionArn") {
            Some(Self::TaskDefinitionInput)
        } else {
            None
        }
    }

    /// What to do instead.
    #[must_use]
    pub fn hint(self) -> String {
        let save = |kind: DocumentKind| format!("save what `{}` prints", kind.command());
        let placement = "or ask about its placement with --subnet, --security-group and --assign-public-ip";
        let hint = match self {
            Self::Archive => "unpack it, and name the directory with the documents",
            Self::CloudFormation
            | Self::TerraformSource
            | Self::TerraformPlan
            | Self::TerraformState
            | Self::Cdk
            | Self::PulumiState
            | Self::AppSpec
            | Self::Compose => {
                "what exists is read, as the AWS CLI prints it: make a snapshot of the account that it is deployed to, by `hopwise capture`, or with the commands that `hopwise capture --print-script` prints"
            }
            Self::TaskDefinitionInput => {
                let save = save(DocumentKind::TaskDefinition);
                return format!("register it, and {save}, or give its images with --image");
            }
            Self::ServiceInput | Self::ServiceAnswer => {
                return format!("{}, {placement}", save(DocumentKind::Services));
            }
            Self::TaskInput | Self::OverridesInput => {
                return format!("{}, {placement}", save(DocumentKind::Tasks));
            }
            Self::NetworkInput => "ask about it with --subnet, --security-group and --assign-public-ip",
            Self::RulesInput => return save(DocumentKind::SecurityGroups),
            Self::EndpointInput => return save(DocumentKind::VpcEndpoints),
            Self::EditorTasks => "it says nothing of a network in AWS",
        };
        hint.to_owned()
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Archive => "a packed archive",
            Self::CloudFormation => "a CloudFormation template",
            Self::TerraformSource => "Terraform source",
            Self::TerraformPlan => "a Terraform plan",
            Self::TerraformState => "a Terraform state",
            Self::Cdk => "a file of the CDK's own",
            Self::PulumiState => "a state of Pulumi",
            Self::AppSpec => "a specification of CodeDeploy",
            Self::TaskDefinitionInput => "the input of `aws ecs register-task-definition`",
            Self::ServiceInput => "the input of `aws ecs create-service` or `update-service`",
            Self::ServiceAnswer => "the answer of `aws ecs create-service` or `update-service`",
            Self::TaskInput => "the input of `aws ecs run-task`",
            Self::NetworkInput => "the input of `--network-configuration`",
            Self::OverridesInput => "the input of `aws ecs run-task --overrides`",
            Self::RulesInput => "the input of `aws ec2 authorize-security-group-ingress` or its like",
            Self::EndpointInput => "the input of `aws ec2 create-vpc-endpoint`",
            Self::Compose => "a file of Docker Compose",
            Self::EditorTasks => "a list of an editor's tasks",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_document_is_told_by_its_bytes() {
        let mut tar = vec![b'a'; 257];
        tar.extend(b"ustar\0");
        for (bytes, found) in [
            (b"PK\x03\x04\x14\0".as_slice(), Some(Foreign::Archive)),
            (b"\x1f\x8b\x08\0", Some(Foreign::Archive)),
            (&tar, Some(Foreign::Archive)),
            (b"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n", Some(Foreign::CloudFormation)),
            (b"# ours\nResources:\n  Vpc:\n    Type: AWS::EC2::VPC\n", Some(Foreign::CloudFormation)),
            (b"# ours\nresource \"aws_vpc\" \"main\" {\n", Some(Foreign::TerraformSource)),
            (b"terraform {\n", Some(Foreign::TerraformSource)),
            (b"Vpcs:\n- CidrBlock: 10.0.0.0/16\n", None),
            (b"resource is what it is about\n", None),
            (b"VPCS\t10.0.0.0/16\n", None),
            (b"", None),
        ] {
            assert_eq!(Foreign::of_bytes(bytes), found, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn and_by_its_keys() {
        for (keys, found) in [
            (&["AWSTemplateFormatVersion", "Resources"][..], Some(Foreign::CloudFormation)),
            (&["format_version", "terraform_version", "planned_values"], Some(Foreign::TerraformPlan)),
            (&["version", "terraform_version", "serial", "lineage"], Some(Foreign::TerraformState)),
            (&["format_version", "terraform_version", "values"], Some(Foreign::TerraformState)),
            (&["Resources", "Outputs"], Some(Foreign::CloudFormation)),
            (&["version", "Resources", "Hooks"], Some(Foreign::AppSpec)),
            (&["version", "artifacts", "missing"], Some(Foreign::Cdk)),
            (&["version", "tree"], Some(Foreign::Cdk)),
            (&["version", "files", "dockerImages"], Some(Foreign::Cdk)),
            (&["app", "watch", "context"], Some(Foreign::Cdk)),
            (&["availability-zones:account=111122223333:region=eu-west-1"], Some(Foreign::Cdk)),
            (&["version", "deployment"], Some(Foreign::PulumiState)),
            (&["service"], Some(Foreign::ServiceAnswer)),
            (&["cluster", "service", "forceNewDeployment"], Some(Foreign::ServiceInput)),
            (&["awsvpcConfiguration"], Some(Foreign::NetworkInput)),
            (&["containerOverrides"], Some(Foreign::OverridesInput)),
            (&["VpcEndpointType", "ServiceName", "SubnetIds"], Some(Foreign::EndpointInput)),
            (&["family", "containerDefinitions"], Some(Foreign::TaskDefinitionInput)),
            (&["family", "containerDefinitions", "taskDefinitionArn"], None),
            (&["name", "version"], None),
            (&[], None),
        ] {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(Foreign::of_keys(&keys), found, "{keys:?}");
        }
    }

    #[test]
    fn and_by_the_shape_of_what_documents_are_called_too() {
        for (text, found) in [
            (r#"{"services": {"web": {"image": "nginx"}}}"#, Some(Foreign::Compose)),
            (r#"{"version": "3", "services" : { }}"#, Some(Foreign::Compose)),
            (r#"{"services": [], "failures": []}"#, None),
            (r#"{"version": "2.0.0", "tasks": [{"label": "build"}]}"#, Some(Foreign::EditorTasks)),
            (r#"{"tasks": [], "failures": []}"#, None),
            (r#"{"Vpcs": []}"#, None),
        ] {
            let names = crate::shape::names(text).unwrap();
            assert_eq!(Foreign::of_shape(&names, text), found, "{text}");
        }
    }

    #[test]
    fn what_a_call_takes_is_no_document_that_has_some_of_its_names() {
        for (names, found) in [
            (&["cluster", "serviceName", "taskDefinition", "launchType"][..], Some(Foreign::ServiceInput)),
            (&["cluster", "service", "taskDefinition"], Some(Foreign::ServiceInput)),
            (&["cluster", "taskDefinition", "count", "networkConfiguration"], Some(Foreign::TaskInput)),
            (&["GroupId", "IpPermissions"], Some(Foreign::RulesInput)),
            (&["taskDefinition", "tags"], None),
            (&["taskDefinition"], None),
            (&["services", "tasks", "taskDefinition", "failures"], None),
            (&["GroupId", "GroupName", "IpPermissions"], None),
            (&["GroupId", "IpPermissions", "IpPermissionsEgress"], None),
            (&["serviceArn", "serviceName", "taskDefinition", "desiredCount"], None),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(Foreign::of_input(&names), found, "{names:?}");
        }
    }
}
