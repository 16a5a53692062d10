import type { Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { BODY_BYTES_DEFAULT } from '#platform/http.ts';
import { type ProblemCode, problem, problemDocument, problems } from '#platform/problem.ts';

export interface WebFirewallProps {
  readonly stage: Stage;
  readonly requestsPerMinuteMax: number;
}

/** Keeps away what needs no thought: known attacks, bodies that no operation takes, and a token gone wild. */
export class WebFirewall extends Construct {
  constructor(scope: Construct, id: string, { stage, requestsPerMinuteMax }: WebFirewallProps) {
    super(scope, id);
    const rules = [knownAttacks(), oversizedBodies(), floodOfOneToken(requestsPerMinuteMax)];
    const acl = new CfnWebACL(this, 'Resource', {
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seenAs('Firewall'),
      customResponseBodies: Object.fromEntries(TOLD.map((code) => [code, documentOf(code)])),
      rules: rules.map((rule, priority) => ({ ...rule, priority, visibilityConfig: seenAs(rule.name) })),
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: acl.attrArn });
  }
}

type Rule = Omit<CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>;

/** AWS's own list; what it blocks, the gateway answers with the 400 problem (WAF_FILTERED). */
function knownAttacks(): Rule {
  // Counted only: bodies have a rule of their own below, and gates send no User-Agent.
  const counted = ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'];
  return {
    name: 'KnownAttacks',
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name: 'AWSManagedRulesCommonRuleSet',
        ruleActionOverrides: counted.map((name) => ({ name, actionToUse: { count: {} } })),
      },
    },
  };
}

/** 16 KiB is also what the firewall looks at. Two paths take more, and their functions know how much. */
function oversizedBodies(): Rule {
  const tooLarge = {
    sizeConstraintStatement: {
      fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
      comparisonOperator: 'GT',
      size: BODY_BYTES_DEFAULT,
      textTransformations: AS_SENT,
    },
  };
  const takesMore = {
    orStatement: { statements: [pathMatches('ENDS_WITH', '/rides'), pathMatches('CONTAINS', '/forecasts/')] },
  };
  return {
    name: 'OversizedBodies',
    action: block('payload_too_large'),
    statement: { andStatement: { statements: [tooLarge, { notStatement: { statement: takesMore } }] } },
  };
}

function floodOfOneToken(requestsPerMinuteMax: number): Rule {
  return {
    name: 'FloodOfOneToken',
    action: block('too_many_requests'),
    statement: {
      rateBasedStatement: {
        limit: requestsPerMinuteMax,
        evaluationWindowSec: 60,
        aggregateKeyType: 'CUSTOM_KEYS',
        customKeys: [{ header: { name: 'authorization', textTransformations: AS_SENT } }],
      },
    },
  };
}

const AS_SENT = [{ priority: 0, type: 'NONE' }];

function pathMatches(positionalConstraint: 'ENDS_WITH' | 'CONTAINS', searchString: string) {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint,
      searchString,
      textTransformations: AS_SENT,
    },
  };
}

/** The refusals that have a status of their own. */
const TOLD = ['payload_too_large', 'too_many_requests'] as const;

function block(code: (typeof TOLD)[number]): CfnWebACL.RuleActionProperty {
  const responseHeaders = [
    { name: 'Cache-Control', value: 'no-store' },
    ...(code === 'too_many_requests' ? [{ name: 'Retry-After', value: '60' }] : []),
  ];
  return {
    block: { customResponse: { responseCode: problems[code].status, customResponseBodyKey: code, responseHeaders } },
  };
}

/** A firewall knows no request id, and no `application/problem+json`: these are the only answers of ours without. */
function documentOf(code: ProblemCode): CfnWebACL.CustomResponseBodyProperty {
  const content = JSON.stringify(problemDocument(problem(code), { requestId: 'firewall' }));
  return { contentType: 'APPLICATION_JSON', content };
}

function seenAs(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
