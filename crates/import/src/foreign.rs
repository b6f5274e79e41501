//! What people give for documents and is of another tool or form: recognised by content, named for what it is.

use std::fmt;

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
    /// What `register-task-definition` takes, which is no task definition of AWS's yet.
    TaskDefinitionInput,
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

    /// What a JSON object is, by its keys at the top.
    pub(crate) fn of_keys(keys: &[String]) -> Option<Self> {
        let has = |key: &str| keys.iter().any(|own| own == key);
        if has("AWSTemplateFormatVersion") {
            Some(Self::CloudFormation)
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
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Archive => "unpack it, and name the directory with the documents",
            Self::CloudFormation | Self::TerraformSource | Self::TerraformPlan | Self::TerraformState => {
                "what exists is read, as the AWS CLI prints it: make a snapshot of the account that it is deployed to"
            }
            Self::TaskDefinitionInput => {
                "register it, and save what `aws ecs describe-task-definition --task-definition FAMILY` prints, or give its images with --image"
            }
        }
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
            Self::TaskDefinitionInput => "the input of `aws ecs register-task-definition`",
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
            (&["family", "containerDefinitions"], Some(Foreign::TaskDefinitionInput)),
            (&["family", "containerDefinitions", "taskDefinitionArn"], None),
            (&["name", "version"], None),
            (&[], None),
        ] {
            let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(Foreign::of_keys(&keys), found, "{keys:?}");
        }
    }
}
