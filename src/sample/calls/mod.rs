//! The API calls of the story, with their parameters as AWS records them. The texts are templates
//! of [`super::scene`]; their shapes are taken from real records and from AWS's examples.

mod compute;
mod identity;
mod storage;
mod work;

pub(in crate::sample) use compute::*;
pub(in crate::sample) use identity::*;
pub(in crate::sample) use storage::*;
pub(in crate::sample) use work::*;

/// An API call that can be recorded.
#[derive(Clone, Copy, Debug)]
pub(in crate::sample) struct SampleCall {
    /// The endpoint's short name, such as `iam`.
    pub(in crate::sample) service: &'static str,
    pub(in crate::sample) name: &'static str,
    pub(in crate::sample) kind: SampleCallKind,
    pub(in crate::sample) read_only: bool,
    /// The `requestParameters`.
    pub(in crate::sample) request: &'static str,
    /// The `responseElements`.
    pub(in crate::sample) response: &'static str,
    /// The `resources`; empty if there are none.
    pub(in crate::sample) resources: &'static str,
    /// Further members, each followed by a comma.
    pub(in crate::sample) extra: &'static str,
    /// The resource that a denial names; empty if none.
    pub(in crate::sample) target: &'static str,
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sample) enum SampleCallKind {
    /// A call of the control plane.
    Management,
    /// A call that accesses data.
    Data,
    /// A sign-in to the console.
    SignIn,
    /// An action that a service took by itself.
    Service,
}

const NULL: &str = "null";

const fn read(service: &'static str, name: &'static str, request: &'static str) -> SampleCall {
    SampleCall {
        service,
        name,
        kind: SampleCallKind::Management,
        read_only: true,
        request,
        response: NULL,
        resources: "",
        extra: "",
        target: "",
    }
}

const fn write(service: &'static str, name: &'static str, request: &'static str) -> SampleCall {
    let mut call = read(service, name, request);
    call.read_only = false;
    call
}

impl SampleCall {
    const fn kind(mut self, kind: SampleCallKind) -> SampleCall {
        self.kind = kind;
        self
    }

    const fn gives(mut self, response: &'static str) -> SampleCall {
        self.response = response;
        self
    }

    const fn on(mut self, resources: &'static str) -> SampleCall {
        self.resources = resources;
        self
    }

    const fn with(mut self, extra: &'static str) -> SampleCall {
        self.extra = extra;
        self
    }

    const fn target(mut self, target: &'static str) -> SampleCall {
        self.target = target;
        self
    }

    /// Makes this an S3 call about a bucket.
    const fn bucket(self) -> SampleCall {
        self.on(r#"[{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#)
            .target(r#""arn:aws:s3:::$B""#)
            .with(S3_DATA)
    }

    /// Makes this an S3 call about an object.
    const fn object(self) -> SampleCall {
        let call = self.kind(SampleCallKind::Data).with(S3_DATA).target(r#""arn:aws:s3:::$B/$O""#);
        call.on(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::$B/$O"},{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#)
    }

    /// Makes this a KMS call about a key.
    const fn key(self) -> SampleCall {
        self.on(r#"[{"accountId":"$A","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$R:$A:key/$K"}]"#)
            .target("arn:aws:kms:$R:$A:key/$K")
    }
}

const S3_DATA: &str = r#""additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$s","bytesTransferredOut":$n},"#;
