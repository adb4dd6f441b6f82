// Logs, alerts and a workbook. The log holds references, never names or text (oneone/observe.py).
param location string
param tags object
param token string
param alertMail string
param identityPrincipalId string

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb' // Monitoring Metrics Publisher

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-oneone-${token}'
  location: location
  tags: tags
  properties: {
    retentionInDays: 30
    sku: { name: 'PerGB2018' }
    features: { disableLocalAuth: true }
    workspaceCapping: { dailyQuotaGb: 1 } // a fault that logs without end costs a few euros, not a fortune
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-oneone-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspace.id
  }
}

resource appOnInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, identityPrincipalId, metricsPublisher)
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertMail)) {
  name: 'ag-oneone-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'oneone'
    emailReceivers: [
      {
        name: 'admin'
        emailAddress: alertMail
        useCommonAlertSchema: true
      }
    ]
  }
}

// Each query gives a row for what is wrong, and none when all is well.
var alerts = [
  {
    name: 'parked'
    title: 'oneone: an account waits for its person to sign in again'
    query: loadTextContent('queries/parked.kql')
    severity: 2
    every: 'PT15M'
    over: 'PT15M'
    resolves: false // said once, when it happens
  }
  {
    name: 'poison'
    title: 'oneone: a message was given up after five failures'
    query: loadTextContent('queries/poison.kql')
    severity: 1
    every: 'PT15M'
    over: 'PT15M'
    resolves: false
  }
  {
    name: 'failing'
    title: 'oneone: meetings or pairs need attention'
    query: loadTextContent('queries/failing.kql')
    severity: 2
    every: 'PT1H'
    over: 'PT6H' // what needs a person is tried again every four hours
    resolves: true
  }
  {
    name: 'silent'
    title: 'oneone: no successful pass in a day'
    query: loadTextContent('queries/silent.kql')
    severity: 1
    every: 'PT1H'
    over: 'P1D'
    resolves: true
  }
]

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in alerts: {
  name: 'alert-oneone-${alert.name}-${token}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: alert.title
    description: 'README, "What to do when", says what to do. `oneone status` shows who it is about.'
    enabled: true
    severity: alert.severity
    scopes: [insights.id]
    evaluationFrequency: alert.every
    windowSize: alert.over
    autoMitigate: alert.resolves
    criteria: {
      allOf: [
        {
          query: alert.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: empty(alertMail) ? [] : [people.id] }
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'oneone')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'oneone'
    category: 'workbook'
    sourceId: insights.id
    serializedData: loadTextContent('workbook.json')
  }
}

output connectionString string = insights.properties.ConnectionString
