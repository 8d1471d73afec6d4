// A trail with digests, signed with a generated key, for `setInputFiles`.
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { event } from "./trailglass.mjs";

const ACCOUNT = "111122223333";
const BUCKET = "a-bucket";
const START = Date.UTC(2024, 2, 1, 10);
const HOUR = 3_600_000;

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const stamp = (millis) => new Date(millis).toISOString().replace(/[-:]|\.000/g, "");
const iso = (millis) => new Date(millis).toISOString().replace(".000Z", "Z");
const file = (name, bytes) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
const json = (value) => Buffer.from(JSON.stringify(value));

/** Creates a trail of `hours` hours, each with a log file and a digest. `digests`, `logs` and
 * `heads` are by hour; `keys` is the list of public keys. */
export function signedTrail(hours, region = "us-east-1") {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "pkcs1", format: "der" });
  const fingerprint = createHash("md5").update(der).digest("hex");
  const made = { digests: [], logs: [], heads: [] };
  let previous = { object: null, hash: null, signature: null };
  for (let hour = 0; hour < hours; hour += 1) {
    const [from, until] = [START + hour * HOUR, START + (hour + 1) * HOUR];
    const folder = `AWSLogs/${ACCOUNT}`;
    const log = json({ Records: [event(hour * 2, { eventTime: iso(from + 60_000), awsRegion: region })] });
    const logName = `${ACCOUNT}_CloudTrail_${region}_${stamp(from + 600_000).slice(0, 13)}Z_abcdefgh${String(hour).padStart(8, "0")}.json.gz`;
    const name = `${ACCOUNT}_CloudTrail-Digest_${region}_a-trail_${region}_${stamp(until)}.json.gz`;
    const object = `${folder}/CloudTrail-Digest/${region}/2024/03/01/${name}`;
    const digest = json({
      awsAccountId: ACCOUNT,
      digestStartTime: iso(from),
      digestEndTime: iso(until),
      digestS3Bucket: BUCKET,
      digestS3Object: object,
      digestPublicKeyFingerprint: fingerprint,
      digestSignatureAlgorithm: "SHA256withRSA",
      newestEventTime: iso(until),
      oldestEventTime: iso(from),
      previousDigestS3Bucket: previous.object && BUCKET,
      previousDigestS3Object: previous.object,
      previousDigestHashValue: previous.hash,
      previousDigestHashAlgorithm: previous.object && "SHA-256",
      previousDigestSignature: previous.signature,
      logFiles: [
        {
          s3Bucket: BUCKET,
          s3Object: `${folder}/CloudTrail/${region}/2024/03/01/${logName}`,
          hashValue: sha256(log),
          hashAlgorithm: "SHA-256",
          newestEventTime: iso(until),
          oldestEventTime: iso(from),
        },
      ],
    });
    const toSign = [iso(until), `${BUCKET}/${object}`, sha256(digest), previous.signature ?? "null"].join("\n");
    const signature = sign("sha256", Buffer.from(toSign), privateKey).toString("hex");
    previous = { object, hash: sha256(digest), signature };
    made.logs.push(file(logName, gzipSync(log)));
    made.digests.push(file(name, gzipSync(digest)));
    made.heads.push(file(`${name}.head.json`, json({ Metadata: { signature, "signature-algorithm": "SHA256withRSA" } })));
  }
  const keys = file(
    "public-keys.json",
    json({
      PublicKeyList: [
        { Value: der.toString("base64"), ValidityStartTime: START / 1000 - 86_400, ValidityEndTime: START / 1000 + 864_000, Fingerprint: fingerprint },
      ],
    }),
  );
  return { ...made, keys, fingerprint };
}
